package io.evenreach.guidecommerce.identity;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.PoisonEventException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Asks the identity service by what two identifiers of one profile are one person's. Called outside of transactions. */
@Component
public class Identity {

    private final IdentityProperties properties;
    private final EventCodec json;
    private final HttpClient http;
    private volatile String token = "";

    Identity(IdentityProperties properties, EventCodec json) {
        this.properties = properties;
        this.json = json;
        this.http = HttpClient.newBuilder().connectTimeout(properties.timeout()).build();
    }

    /** Identity cannot be asked now. */
    public static final class UnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnavailableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** What two identifiers are to each other. */
    public enum Answer {
        ONE_PERSON,
        TWO_PEOPLE,
        /** The purpose was withdrawn for what leads from one to the other, or it was erased. */
        NOT_KNOWN_ANY_MORE,
        /** More is known of them than identity explains. */
        TOO_MUCH_EVIDENCE,
        /** No client is configured that could ask. */
        NOBODY_ASKED
    }

    private static final Set<String> TAKEN_OUT = Set.of("WITHDRAWN", "ERASED");

    private record WhyNot(String reason) {}

    private record Explained(@Nullable Object why, @Nullable WhyNot whyNot) {

        Answer answer() {
            if (why != null) {
                return Answer.ONE_PERSON;
            }
            return whyNot != null && TAKEN_OUT.contains(whyNot.reason())
                    ? Answer.NOT_KNOWN_ANY_MORE
                    : Answer.TWO_PEOPLE;
        }
    }

    private record Token(
            @com.fasterxml.jackson.annotation.JsonProperty("access_token") @Nullable
            String value) {}

    /**
     * Whether both belong to one profile, and nothing but identifiers that name a person lead from one to the other: a
     * device that both use does not make them one. Identity tells it from the evidence, also while the background settles
     * whose they are.
     *
     * @throws UnavailableException where that cannot be told now
     */
    public Answer areOnePerson(IdentifierKey one, IdentifierKey other) {
        return answer(Map.of("a", hash(one), "b", hash(other), "purpose", "SERVICE", "strength", "PERSON"));
    }

    /**
     * The same by whatever leads from one to the other, a device that both use, too.
     *
     * @throws UnavailableException where that cannot be told now
     */
    public Answer areOneProfile(IdentifierKey one, IdentifierKey other) {
        return answer(Map.of("a", hash(one), "b", hash(other), "purpose", "SERVICE"));
    }

    private static Map<String, String> hash(IdentifierKey key) {
        return Map.of("hash", key.hex());
    }

    private Answer answer(Map<String, Object> asked) {
        if (properties.clientSecret().isEmpty()) {
            return Answer.NOBODY_ASKED;
        }
        byte[] question = json.writeBytes(asked);
        HttpResponse<byte[]> answer = ask(question);
        if (answer.statusCode() == 401) {
            token = "";
            answer = ask(question);
        }
        return answer.statusCode() == 422
                ? Answer.TOO_MUCH_EVIDENCE
                : read(answer, Explained.class).answer();
    }

    private HttpResponse<byte[]> ask(byte[] question) {
        if (token.isEmpty()) {
            token = signIn();
        }
        return send(HttpRequest.newBuilder(at("/api/v1/identity/explanations"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(question)));
    }

    private String signIn() {
        String pair = properties.clientId() + ":" + properties.clientSecret();
        String value = read(
                        send(HttpRequest.newBuilder(at("/oauth2/token"))
                                .header(
                                        "Authorization",
                                        "Basic "
                                                + Base64.getEncoder()
                                                        .encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString("grant_type=client_credentials"))),
                        Token.class)
                .value();
        if (value == null) {
            throw new UnavailableException("signing in gave no token", null);
        }
        return value;
    }

    private URI at(String path) {
        return properties.address().resolve(path);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(properties.timeout()).build(), BodyHandlers.ofByteArray());
        } catch (IOException unreachable) {
            throw new UnavailableException("identity cannot be reached", unreachable);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("stopped while identity was asked", stopped);
        }
    }

    private <T> T read(HttpResponse<byte[]> answer, Class<T> type) {
        if (answer.statusCode() != 200) {
            throw new UnavailableException("identity answered " + answer.statusCode(), null);
        }
        try {
            return json.read(answer.body(), type);
        } catch (PoisonEventException notJson) {
            throw new UnavailableException("identity's answer cannot be read", notJson);
        }
    }
}
