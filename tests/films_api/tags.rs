//! `/tags/`

use afisha::catalog::TagKind;

use super::document;
use crate::support::app::{App, Options};
use crate::support::catalogue::{tag, tags_of_every_kind};

#[test]
fn every_tag_is_listed_by_id() {
    let mut tags = tags_of_every_kind();
    tags.reverse();
    let answer = App::new(tags, &[]).get("/tags/");
    answer.xml();
    let expected = document(
        "<TagsListItems><Items>
           <Tag><Id>1</Id><Name>genre-1</Name><Title>Жанр &amp; &lt;1&gt;</Title><URL>tags/1?a=1&amp;b=2</URL></Tag>
           <Tag><Id>2</Id><Name>country-1</Name><Title>country-1</Title></Tag>
           <Tag><Id>3</Id><Name>director-1</Name><Title>director-1</Title></Tag>
           <Tag><Id>4</Id><Name>actor-1</Name><Title>actor-1</Title></Tag>
           <Tag><Id>5</Id><Name>quality-1</Name><Title>quality-1</Title></Tag>
           <Tag><Id>6</Id><Name>age-1</Name><Title>age-1</Title></Tag>
           <Tag><Id>7</Id><Name>other-1</Name><Title>other-1</Title></Tag>
         </Items></TagsListItems>",
    );
    assert_eq!((answer.status, answer.text()), (200, expected.as_str()));
}

#[test]
fn a_catalogue_without_tags_has_an_empty_list() {
    let answer = App::new(vec![], &[]).get("/tags/");
    answer.xml();
    assert_eq!(answer.text(), document("<TagsListItems><Items></Items></TagsListItems>"));
}

#[test]
fn kinds_keep_only_their_tags() {
    let mut tags = tags_of_every_kind();
    tags.push(tag(10, "second", TagKind::Genre));
    tags.push(tag(4_294_967_295, "last", TagKind::Other));
    let app = App::new(tags, &[]);
    let listed = |kind: &str| app.get(&format!("/tags/?kind={kind}")).texts("Items/Tag/Id").join(" ");
    for (kind, expected) in [
        ("", "1 2 3 4 5 6 7 10 4294967295"),
        ("genre", "1 10"),
        ("genre,country", "1 2 10"),
        ("country,genre,country", "1 2 10"),
        ("director", "3"),
        ("actor", "4"),
        ("quality", "5"),
        ("age", "6"),
        ("other", "7 4294967295"),
        ("genre,,country,", "1 2 10"),
    ] {
        assert_eq!(listed(kind), expected, "{kind}");
    }
}

#[test]
fn urls_are_resolved_against_public_url() {
    let options = Options { public_url: Some("https://films.example/".parse().unwrap()), ..Options::default() };
    let answer = App::with(&options, tags_of_every_kind(), &[]).get("/tags/");
    assert_eq!(answer.texts("Items/Tag/URL"), ["https://films.example/tags/1?a=1&b=2"]);
}
