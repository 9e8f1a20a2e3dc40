package io.evenreach.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A person's browser: keeps cookies, follows no redirect by itself, and fills in the sign-in form. */
final class Browser {

    static final String CLIENT_ID = "evenreach-admin";
    static final String VERIFIER = "a-code-verifier-of-at-least-forty-three-characters";

    private static final Pattern HIDDEN = Pattern.compile("name=\"([^\"]+)\" value=\"([^\"]+)\"");
    private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");

    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final String origin;

    Browser(String origin) {
        this.origin = origin;
    }

    HttpResponse<String> open(String pathOrUrl) {
        return send(HttpRequest.newBuilder(resolve(pathOrUrl)).header("Accept", "text/html"));
    }

    HttpResponse<String> submit(String path, Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(field -> Tokens.encoded(field.getKey()) + "=" + Tokens.encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(resolve(path))
                .header("Accept", "text/html")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
    }

    /** Fills in the form that is shown at {@code /login}. */
    HttpResponse<String> signIn(String username, String password) {
        String page = open("/login").body();
        Matcher hidden = HIDDEN.matcher(page);
        Map<String, String> form =
                hidden.results().collect(Collectors.toMap(field -> field.group(1), field -> field.group(2)));
        form.put("username", username);
        form.put("password", password);
        return submit("/login", form);
    }

    String authorizePath(String redirectUri) {
        return "/oauth2/authorize?response_type=code&client_id=" + CLIENT_ID + "&scope=openid&state=xyz&redirect_uri="
                + Tokens.encoded(redirectUri) + "&code_challenge_method=S256&code_challenge=" + challenge(VERIFIER);
    }

    /** Walks from the user interface through the sign-in page back to it, and exchanges the code. */
    HttpResponse<String> tokenByCode(String username, String password) {
        String redirectUri = origin + "/callback";
        HttpResponse<String> first = open(authorizePath(redirectUri));
        HttpResponse<String> signedIn =
                first.headers().firstValue("Location").orElse("").contains("/login")
                        ? signIn(username, password)
                        : first;
        String next = location(signedIn);
        String callback = next.contains("code=") ? next : location(open(next));
        return exchange(code(callback), redirectUri, VERIFIER);
    }

    HttpResponse<String> exchange(String code, String redirectUri, String verifier) {
        return submit(
                "/oauth2/token",
                Map.of(
                        "grant_type", "authorization_code",
                        "client_id", CLIENT_ID,
                        "code", code,
                        "redirect_uri", redirectUri,
                        "code_verifier", verifier));
    }

    static String location(HttpResponse<String> answer) {
        return answer.headers()
                .firstValue("Location")
                .orElseThrow(() -> new AssertionError(answer.statusCode() + " " + answer.body()));
    }

    static String code(String callback) {
        Matcher found = CODE.matcher(callback);
        if (!found.find()) {
            throw new AssertionError("no code in " + callback);
        }
        return found.group(1);
    }

    static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private URI resolve(String pathOrUrl) {
        return URI.create(pathOrUrl.startsWith("http") ? pathOrUrl : origin + pathOrUrl);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
