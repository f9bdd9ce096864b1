//! Films made up from a seed: titles, original titles and people with as many different words as a real catalogue of
//! the size has (a few words in many titles, most words in one or two).

/// A made-up film.
pub(crate) struct Film {
    pub(crate) title: String,
    pub(crate) original_title: Option<String>,
    pub(crate) people: Vec<String>,
    pub(crate) popularity: f64,
}

const RUSSIAN: &str = "любовь дом последний ночь день город война тайна человек жизнь время игра большой дорога черный белый \
    красный сердце мир девушка смерть хозяин возвращение история звезда океан зимний королева призрак охотник доктор \
    следствие приключение бриллиантовый служебный роман ирония судьба москва слезы верить кавказский пленница операция \
    джентльмен удача обыкновенный чудо собачий весна заречный улица табор уходить небо солнце пустыня тихий рассвет \
    баллада солдат летать журавль двенадцать стул золотой теленок неуловимый мститель властелин кольцо братство башня \
    король терминатор матрица перезагрузка революция чужой хищник пираты море проклятие жемчужина сундук мертвец край \
    звездный эпизод угроза атака клон империя наносить удар джедай пробуждение гарри поттер узник кубок орден принц дар";
const ENGLISH: &str = "love house last night day city war mystery man life time game big road black white red heart world \
    girl death master return story star ocean winter queen ghost hunter doctor adventure diamond office romance \
    prisoner operation gentlemen fortune ordinary miracle spring street heaven sun desert quiet dawn ballad soldier \
    cranes flying twelve chairs golden calf elusive avengers lord rings fellowship towers king terminator matrix \
    reloaded revolutions alien predator pirates curse pearl chest dead stranger things breaking bad peaky crown bridge";
const NAMES: &str = "александр алексей анна андрей мария сергей елена владимир наталья михаил ирина дмитрий ольга николай \
    екатерина юрий татьяна игорь светлана олег людмила евгений галина виктор марина павел валентина роберт джон майкл \
    джеймс кевин том брэд леонардо мэтт скарлетт дженнифер кейт натали харрисон иван петр константин станислав";
const SURNAMES: &str = "иванов петров сидоров кузнецов миронов папанов никулин гайдай рязанов мягков смоктуновский \
    янковский абдулов захаров михалков тихонов высоцкий джигарханян евстигнеев леонов броневой хабенский безруков \
    машков пореченков миронова ахеджакова гурченко фрейндлих чурикова хопкинс шварценеггер сталлоне депп питт гослинг \
    йоханссон лоуренс уинслет портман форд скорсезе тарантино спилберг кэмерон нолан финчер линч хичкок вильнев";
const LATIN_NAMES: &str = "alexander michael james robert maria anna kevin thomas leonardo scarlett jennifer natalie \
    harrison john brian mark daniel emily olivia sophie";
const LATIN_SURNAMES: &str = "anderson hopkins schwarzenegger stallone gosling johansson lawrence winslet portman ford \
    scorsese tarantino spielberg cameron nolan fincher lynch hitchcock henry mendes dindal kunis moss woodley";

/// SplitMix64: the same films on every machine and with every version of every crate.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Picks a place below the limit, the first ones the most often: the more so, the greater the power.
    fn skewed(&mut self, limit: usize, power: i32) -> usize {
        (limit as f64 * self.share().powi(power)) as usize
    }
}

/// Makes words: those of the list, then the heads of some with the tails of others.
fn vocabulary(random: &mut Random, list: &str, size: usize) -> Vec<String> {
    let seeds: Vec<Vec<char>> = list.split_whitespace().map(|word| word.chars().collect()).collect();
    let mut words: Vec<String> = seeds.iter().map(|word| word.iter().collect()).collect();
    while words.len() < size {
        let (head, tail) = (&seeds[random.below(seeds.len())], &seeds[random.below(seeds.len())]);
        let middle = &seeds[random.below(seeds.len())];
        let (head_len, tail_len) = (1 + random.below(head.len().min(4)), 1 + random.below(tail.len().min(5)));
        let middle = &middle[..random.below(middle.len().min(3))];
        let word = [&head[..head_len], middle, &tail[tail.len() - tail_len..]].concat();
        words.push(word.into_iter().collect());
    }
    words
}

fn text(random: &mut Random, words: &[String], longest: usize) -> String {
    let count = 1 + random.below(longest);
    let mut text = String::new();
    for at in 0..count {
        text.push_str(if at == 0 { "" } else { " " });
        text.push_str(&words[random.skewed(words.len(), 3)]);
    }
    text
}

/// Makes as many films from the seed.
pub(crate) fn films(seed: u64, count: usize) -> Vec<Film> {
    let random = &mut Random(seed);
    let russian = vocabulary(random, RUSSIAN, count * 3 / 5 + 200);
    let english = vocabulary(random, ENGLISH, count * 2 / 5 + 200);
    let names = vocabulary(random, NAMES, 600);
    let surnames = vocabulary(random, SURNAMES, count / 2 + 200);
    let latin_names = vocabulary(random, LATIN_NAMES, 400);
    let latin_surnames = vocabulary(random, LATIN_SURNAMES, count / 10 + 200);
    let mut name = |at: usize| {
        let (names, surnames) =
            if at.is_multiple_of(7) { (&latin_names, &latin_surnames) } else { (&names, &surnames) };
        format!("{} {}", names[random.skewed(names.len(), 2)], surnames[random.below(surnames.len())])
    };
    let people: Vec<String> = (0..count).map(&mut name).collect();
    let film = |_| Film {
        title: text(random, &russian, 5),
        original_title: (random.below(10) < 6).then(|| text(random, &english, 5)),
        people: (0..4 + random.below(14)).map(|_| people[random.skewed(people.len(), 2)].clone()).collect(),
        popularity: (random.share() * 8.0).exp() / 20.0,
    };
    (0..count).map(film).collect()
}
