package io.evenreach.platform.problem;

import io.evenreach.platform.security.OpenEndpoint;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What left a filter or the container without an answer, as a problem. */
@Hidden
@RestController
class ErrorAnswers implements ErrorController {

    @RequestMapping("/error")
    @OpenEndpoint(because = "an error has to reach whoever caused it")
    ResponseEntity<ProblemDetail> error(HttpServletRequest request) throws Exception {
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Exception thrown) {
            // ProblemAdvice knows what to answer; a filter's exception only never came by it.
            throw thrown;
        }
        HttpStatus status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                ? HttpStatus.resolve(code)
                : HttpStatus.NOT_FOUND;
        HttpStatus known = status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status;
        return ResponseEntity.status(known)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problems.of(known, ProblemCodes.of(known), ProblemCodes.detail(known), List.of()));
    }
}
