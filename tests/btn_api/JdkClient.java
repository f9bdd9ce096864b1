import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/** A downloader by the HTTP client of the JDK: prints the status of every answer. Arguments: URL, id, secret, peers, bans. */
public class JdkClient {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .followRedirects(HttpClient.Redirect.ALWAYS)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private static final int TIMES = 10;
    private static String id;
    private static String secret;

    public static void main(String[] arguments) throws Exception {
        id = arguments[1];
        secret = arguments[2];
        HttpResponse<String> config = get(arguments[0] + "ping/config");
        System.out.println("config " + config.statusCode());
        submit("submit_peers", endpoint(config.body(), "submit_peers"), arguments[3]);
        submit("submit_bans", endpoint(config.body(), "submit_bans"), arguments[4]);
        String rules = endpoint(config.body(), "rules");
        HttpResponse<String> first = get(rules + "?rev=initial");
        System.out.println("rules " + first.statusCode());
        Matcher version = Pattern.compile("\"version\":\"([A-Za-z0-9_-]+)\"").matcher(first.body());
        version.find();
        System.out.println("the same rules " + get(rules + "?rev=" + version.group(1)).statusCode());
        System.out.println("the same config " + get(arguments[0] + "ping/config").body().equals(config.body()));
        secret = "wrong";
        System.out.println("a wrong secret " + get(rules).statusCode());
    }

    private static String endpoint(String config, String ability) {
        Matcher found = Pattern.compile("\"" + ability + "\":\\{[^}]*\"endpoint\":\"([^\"]+)\"").matcher(config);
        found.find();
        return found.group(1);
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(60))
                .header("User-Agent", "PeerBanHelper/6.0.0 BTN-Protocol/0.0.1")
                .header("Content-Type", "application/json")
                .header("BTN-AppID", id)
                .header("BTN-AppSecret", secret)
                .header("X-BTN-AppID", id)
                .header("X-BTN-AppSecret", secret)
                .header("Authentication", "Bearer " + id + "@" + secret);
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return send(request(url).GET().build());
    }

    /** Asks again where the server has too much to do, or has closed the connection that was kept, as downloaders do later. */
    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        for (int time = 1; ; time++) {
            try {
                HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
                boolean later = answer.statusCode() == 429 || answer.statusCode() == 503;
                if (!later || time == TIMES) {
                    return answer;
                }
            } catch (IOException fault) {
                if (time == TIMES) {
                    throw fault;
                }
            }
            Thread.sleep(1000);
        }
    }

    /** Sends a body twice: compressed and without a length, as a stream that can be read once. */
    private static void submit(String ability, String url, String body) throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(body.getBytes(StandardCharsets.UTF_8));
        }
        for (int time = 0; time < 2; time++) {
            HttpRequest.BodyPublisher stream = HttpRequest.BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(compressed.toByteArray()));
            HttpRequest request = request(url).header("Content-Encoding", "gzip").POST(stream).build();
            HttpResponse<String> answer = send(request);
            System.out.println(ability + " " + answer.statusCode() + " " + answer.body().length() + " " + answer.version());
        }
    }
}
