package io.evenreach.gateway.routing;

import io.evenreach.gateway.routing.domain.HeaderRules;
import io.evenreach.gateway.routing.domain.Route;
import io.evenreach.gateway.routing.domain.RouteTable;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.cloud.gateway.server.mvc.handler.ProxyExchange;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Prepares a request for its service. The library's own handler would decode and encode the query anew and read forms;
 * here path and query go on exactly as they came.
 */
@Component
class RouteHandler implements HandlerFunction<ServerResponse> {

    static final String ROUTE = Route.class.getName();

    /** Answered by the gateway, which makes the account that a new guide signs in with. */
    private static final String REGISTRATION = "/api/v1/guides";

    private final ProxyExchange exchange;

    RouteHandler(ProxyExchange exchange) {
        this.exchange = exchange;
    }

    static boolean isOwned(ServerRequest request) {
        if (request.method().equals(HttpMethod.POST) && request.path().equals(REGISTRATION)) {
            return false;
        }
        Optional<Route> route = RouteTable.routeOf(request.path());
        route.ifPresent(found -> request.attributes().put(ROUTE, found));
        return route.isPresent();
    }

    @Override
    public ServerResponse handle(ServerRequest request) {
        Route route = (Route) request.attribute(ROUTE).orElseThrow();
        URI target;
        try {
            target = target(route, request);
        } catch (URISyntaxException malformed) {
            return Refusals.of(HttpStatus.BAD_REQUEST, "MALFORMED_REQUEST", "The address is not a valid URI.");
        }
        return exchange.exchange(exchange.request(request)
                .method(request.method())
                .uri(target)
                .headers(headers(request.servletRequest(), RouteTable.isRecommendation(request.path())))
                .build());
    }

    private static URI target(Route route, ServerRequest request) throws URISyntaxException {
        String query = request.servletRequest().getQueryString();
        return new URI("lb://" + route.service().wireName() + request.path() + (query == null ? "" : "?" + query));
    }

    private static HttpHeaders headers(HttpServletRequest request, boolean byVisitor) {
        HttpHeaders headers = new HttpHeaders();
        Set<String> named = HeaderRules.named(values(request, HttpHeaders.CONNECTION));
        request.getHeaderNames().asIterator().forEachRemaining(name -> {
            if (HeaderRules.passesToService(name, named)) {
                headers.addAll(name, values(request, name));
            }
        });
        // What the caller claimed is gone; this is what the gateway itself has seen.
        headers.set("X-Forwarded-For", request.getRemoteAddr());
        if (byVisitor && request.getCookies() != null) {
            for (Cookie cookie : request.getCookies()) {
                if (cookie.getName().equals(HeaderRules.VISITOR_COOKIE)) {
                    headers.add(HttpHeaders.COOKIE, cookie.getName() + "=" + cookie.getValue());
                }
            }
        }
        return headers;
    }

    private static List<String> values(HttpServletRequest request, String name) {
        return java.util.Collections.list(request.getHeaders(name));
    }
}
