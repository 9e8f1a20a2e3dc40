package io.evenreach.gateway.registration.web;

import io.evenreach.gateway.registration.RegistrationProperties;
import io.evenreach.gateway.registration.Registrations;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.OpenEndpoint;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes registrations; their description is that of the guides service, which reads all but e-mail and password. */
@RestController
class RegistrationController {

    private final Registrations registrations;
    private final RegistrationProperties properties;

    RegistrationController(Registrations registrations, RegistrationProperties properties) {
        this.registrations = registrations;
        this.properties = properties;
    }

    @PostMapping("/api/v1/guides")
    @OpenEndpoint(because = "whoever wants to be a guide has no token yet")
    ResponseEntity<byte[]> register(HttpServletRequest request) throws IOException {
        int largest = Math.toIntExact(properties.largestBody().toBytes());
        byte[] body = request.getInputStream().readNBytes(largest + 1);
        if (body.length > largest) {
            throw new ProblemException(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "PAYLOAD_TOO_LARGE",
                    "The body may have at most " + largest + " bytes.");
        }
        return registrations
                .register(body, type(request))
                .map(answer -> ResponseEntity.status(answer.status())
                        .headers(answer.headers())
                        .body(answer.body()))
                .orElseThrow(() -> new ProblemException(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "UPSTREAM_UNAVAILABLE",
                        "The guides service does not answer: send the same again."));
    }

    private static MediaType type(HttpServletRequest request) {
        try {
            String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
            return type == null ? MediaType.APPLICATION_OCTET_STREAM : MediaType.parseMediaType(type);
        } catch (InvalidMediaTypeException garbage) {
            throw new ProblemException(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", "A registration is JSON.");
        }
    }
}
