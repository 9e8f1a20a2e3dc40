package io.evenreach.launcher.client;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The platform answered, and refused: an RFC 9457 problem with the code from the platform's catalogue. */
public final class PlatformProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String detail;

    PlatformProblem(String call, int status, String body) {
        this(call, status, read(body));
    }

    private PlatformProblem(String call, int status, Told told) {
        super(call + " was refused with " + status + " " + told.code
                + (told.detail.isEmpty() ? "" : ": " + told.detail));
        this.status = status;
        this.code = told.code;
        this.detail = told.detail;
    }

    public int status() {
        return status;
    }

    /** Such as {@code UNKNOWN_CHANNEL}; empty when the answer was not a problem document. */
    public String code() {
        return code;
    }

    /** What is wrong, as a person can read it; empty when the platform did not say. */
    public String detail() {
        return detail;
    }

    static String codeOf(String body) {
        return read(body).code;
    }

    private static Told read(String body) {
        try {
            JsonNode problem = JsonMapper.shared().readTree(body);
            List<String> detail = new ArrayList<>();
            String first = problem.path("detail").asString("");
            boolean repeated = false;
            for (JsonNode error : problem.path("errors")) {
                String message = error.path("message").asString("");
                repeated |= message.equals(first);
                detail.add(error.path("pointer").asString("") + " " + message);
            }
            if (!first.isEmpty() && !repeated) {
                detail.addFirst(first);
            }
            return new Told(problem.path("code").asString(""), String.join("; ", detail));
        } catch (JacksonException notJson) {
            // A proxy or a dying process may answer anything; the status alone is then all there is to say.
            return new Told("", "");
        }
    }

    private record Told(String code, String detail) {}
}
