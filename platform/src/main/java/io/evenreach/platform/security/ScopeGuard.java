package io.evenreach.platform.security;

import io.evenreach.platform.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.http.HttpStatus;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Checks the scope of every request, and at start-up that every route of ours has a rule. */
final class ScopeGuard implements HandlerInterceptor, SmartInitializingSingleton {

    private static final String OWN_CODE = "io.evenreach.";

    private final RequestMappingHandlerMapping mappings;

    ScopeGuard(RequestMappingHandlerMapping mappings) {
        this.mappings = mappings;
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<String> unguarded = mappings.getHandlerMethods().values().stream()
                .filter(method -> method.getBeanType().getName().startsWith(OWN_CODE))
                .filter(method -> method.getMethodAnnotation(RequiresScope.class) == null
                        && method.getMethodAnnotation(OpenEndpoint.class) == null)
                .map(HandlerMethod::toString)
                .toList();
        if (!unguarded.isEmpty()) {
            throw new IllegalStateException("Add @RequiresScope or @OpenEndpoint to " + unguarded);
        }
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod method)) {
            return true;
        }
        RequiresScope rule = method.getMethodAnnotation(RequiresScope.class);
        if (rule == null) {
            return true;
        }
        Caller caller = Callers.current();
        if (caller == null) {
            throw new ProblemException(HttpStatus.UNAUTHORIZED, "UNAUTHENTICATED", "This needs a bearer token.");
        }
        if (Arrays.stream(rule.value()).noneMatch(caller::has)) {
            throw new ProblemException(
                    HttpStatus.FORBIDDEN,
                    "MISSING_SCOPE",
                    "This needs the scope " + String.join(" or ", rule.value()) + ".");
        }
        return true;
    }
}
