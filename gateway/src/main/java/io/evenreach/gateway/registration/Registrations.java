package io.evenreach.gateway.registration;

import io.evenreach.gateway.accounts.PasswordRule;
import io.evenreach.gateway.accounts.SignUp;
import io.evenreach.gateway.accounts.SignUps;
import io.evenreach.gateway.routing.Service;
import io.evenreach.gateway.routing.Upstreams;
import io.evenreach.gateway.routing.Upstreams.Answer;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.scheduling.annotation.Scheduled;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Has guides made by their service, and their accounts here. The id of a guide is chosen here and written down first, so
 * that whatever stops in between can be taken up again: by whoever repeats the request, or by {@link #resume}. What a
 * guide has to say of themselves is for their service to judge; the password never leaves the gateway.
 */
@org.springframework.stereotype.Service
public class Registrations {

    private static final Logger LOG = LoggerFactory.getLogger(Registrations.class);

    private static final String PATH = "/api/v1/guides";
    /** Which id the guide gets. No caller can send it: the gateway drops such headers. */
    private static final String GUIDE_ID_HEADER = "X-Evenreach-Guide-Id";
    /** Who the guide is when they shop, percent-encoded; dropped from callers like the other. */
    private static final String GUIDE_EMAIL_HEADER = "X-Evenreach-Guide-Email";

    /** What a user's name may hold, as long as a session's name may be; whether mail arrives there is not known. */
    private static final Pattern EMAIL =
            Pattern.compile("(?=.{3,100}$)[A-Za-z0-9_][A-Za-z0-9._+'-]*@[A-Za-z0-9][A-Za-z0-9.-]*");

    private static final int RESUMED_AT_ONCE = 50;

    private final SignUps signUps;
    private final PasswordRule passwords;
    private final Upstreams upstreams;
    private final RegistrationProperties properties;
    private final JsonMapper json;

    Registrations(
            SignUps signUps,
            PasswordRule passwords,
            Upstreams upstreams,
            RegistrationProperties properties,
            JsonMapper json) {
        this.signUps = signUps;
        this.passwords = passwords;
        this.upstreams = upstreams;
        this.properties = properties;
        this.json = json;
    }

    /** @param password null where no account is wanted */
    private record Credentials(String email, @Nullable String password) {}

    /**
     * Registers a guide, with an account where the body has both an e-mail and a password. An e-mail alone says who the guide
     * is when they shop.
     *
     * @return the answer of the guide's service; empty where there is none, and the request may be repeated
     */
    public Optional<Answer> register(byte[] body, MediaType type) {
        if (!MediaType.APPLICATION_JSON.isCompatibleWith(type)
                || !(tree(body) instanceof ObjectNode registration)
                || credentials(registration).isEmpty()) {
            return post(UUID.randomUUID(), null, body, type);
        }
        Credentials credentials = credentials(registration).orElseThrow();
        if (!EMAIL.matcher(credentials.email()).matches()) {
            throw ProblemException.invalidField(
                    "/email", "INVALID_FIELD", "This is no e-mail address of at most 100 characters.");
        }
        String password = credentials.password();
        registration.remove(List.of("email", "password"));
        if (password == null) {
            return post(
                    UUID.randomUUID(),
                    credentials.email(),
                    text(registration).getBytes(StandardCharsets.UTF_8),
                    MediaType.APPLICATION_JSON);
        }
        passwords.check(password);
        return signUps.begin(credentials.email(), password, text(registration))
                .map(this::finish)
                .orElseThrow(Registrations::emailInUse);
    }

    /** Brings sign-ups to their end that something stopped. */
    @Scheduled(fixedDelayString = "PT5S")
    void resume() {
        for (SignUp left : signUps.unfinishedFor(properties.resumeAfter(), RESUMED_AT_ONCE)) {
            Optional<Answer> answer = finish(left);
            if (answer.isEmpty()) {
                LOG.warn("The guides service does not answer: sign-ups are taken up again later");
                return;
            }
        }
        signUps.forgetThoseDoneFor(properties.rememberedFor());
    }

    private Optional<Answer> finish(SignUp signUp) {
        Optional<Answer> answer = post(
                signUp.guideId(),
                signUp.username(),
                signUp.request().getBytes(StandardCharsets.UTF_8),
                MediaType.APPLICATION_JSON);
        answer.map(Answer::status).ifPresent(status -> {
            if (status < 300) {
                signUps.complete(signUp);
            } else if (status < 500) {
                signUps.giveUp(signUp);
            }
        });
        return answer;
    }

    private Optional<Answer> post(UUID guideId, @Nullable String email, byte[] body, MediaType type) {
        HttpHeaders headers = new HttpHeaders();
        headers.setContentType(type);
        headers.set(GUIDE_ID_HEADER, guideId.toString());
        if (email != null) {
            headers.set(GUIDE_EMAIL_HEADER, URLEncoder.encode(email, StandardCharsets.UTF_8));
        }
        return upstreams.post(Service.GUIDES, PATH, headers, body, properties.answerWithin());
    }

    /** E-mail and password, as far as they are texts; in every other case the guide's service says what is wrong. */
    private Optional<Credentials> credentials(ObjectNode registration) {
        JsonNode email = registration.path("email");
        JsonNode password = registration.path("password");
        boolean alone = password.isMissingNode() || password.isNull();
        if (!email.isString() || !(alone || password.isString())) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Credentials(
                    json.treeToValue(email, String.class), alone ? null : json.treeToValue(password, String.class)));
        } catch (JacksonException notStorable) {
            return Optional.empty();
        }
    }

    /** Escaped, so that whatever a text holds can be written down and is judged by the guide's service. */
    private String text(ObjectNode registration) {
        return json.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsString(registration);
    }

    private JsonNode tree(byte[] body) {
        try {
            return json.readTree(body);
        } catch (JacksonException broken) {
            return MissingNode.getInstance();
        }
    }

    private static ProblemException emailInUse() {
        String message = "Somebody signs in with this e-mail address already.";
        return new ProblemException(
                HttpStatus.CONFLICT,
                "EMAIL_IN_USE",
                message,
                List.of(new FieldError("/email", "EMAIL_IN_USE", message)));
    }
}
