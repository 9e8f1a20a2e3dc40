package io.evenreach.gateway.routing;

import io.evenreach.gateway.routing.domain.HeaderRules;
import io.evenreach.gateway.routing.domain.Instance;
import io.evenreach.gateway.routing.domain.Route;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.server.mvc.handler.ProxyExchange;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Sends a request to an instance over pooled connections, and to the next one where nothing can have happened yet: the
 * connection was not accepted, or the method is safe to repeat and its body still at hand. A POST that may have
 * arrived is never sent twice; the caller repeats it, with the same ids.
 */
@org.springframework.stereotype.Component
class PooledExchange implements ProxyExchange {

    private static final Logger LOG = LoggerFactory.getLogger(PooledExchange.class);

    private static final Set<HttpMethod> REPEATABLE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT);

    private final CloseableHttpClient client;
    private final UpstreamClients clients;
    private final Upstreams upstreams;
    private final RoutingProperties bounds;

    PooledExchange(UpstreamClients clients, Upstreams upstreams, RoutingProperties bounds) {
        this.client = clients.client();
        this.clients = clients;
        this.upstreams = upstreams;
        this.bounds = bounds;
    }

    @Override
    public ServerResponse exchange(Request request) {
        HttpServletRequest incoming = request.getServerRequest().servletRequest();
        Route route =
                (Route) request.getServerRequest().attribute(RouteHandler.ROUTE).orElseThrow();
        DataSize bound = route.upload() ? bounds.largestUpload() : bounds.largestBody();
        if (incoming.getContentLengthLong() > bound.toBytes()) {
            return tooLarge(bound);
        }
        try {
            Outgoing outgoing = outgoing(request, incoming, bound);
            return send(route, outgoing, bound);
        } catch (IOException senderGone) {
            return Refusals.of(HttpStatus.BAD_REQUEST, "BODY_INCOMPLETE", "The body ended before it was complete.");
        }
    }

    /** @param replay the whole body, where it is small enough and the method may be repeated; else null */
    private record Outgoing(Request request, @Nullable BoundedBody body, byte @Nullable [] replay, long length) {

        boolean mayRepeat() {
            return REPEATABLE.contains(request.getMethod()) && (body == null || replay != null);
        }

        boolean isUntouched() {
            return body == null || replay != null || !body.isTouched();
        }

        @Nullable
        HttpEntity entity() {
            if (replay != null) {
                return new ByteArrayEntity(replay, null);
            }
            return body == null ? null : new InputStreamEntity(body, length, null);
        }
    }

    private Outgoing outgoing(Request request, HttpServletRequest incoming, DataSize bound) throws IOException {
        long length = incoming.getContentLengthLong();
        boolean hasBody = length > 0 || (length < 0 && incoming.getHeader(HttpHeaders.TRANSFER_ENCODING) != null);
        if (!hasBody) {
            return new Outgoing(request, null, null, 0);
        }
        BoundedBody body = new BoundedBody(incoming.getInputStream(), bound.toBytes());
        boolean keep = HttpMethod.PUT.equals(request.getMethod())
                && length >= 0
                && length <= bounds.repeatableBody().toBytes();
        return new Outgoing(request, body, keep ? body.readNBytes((int) length) : null, length);
    }

    private ServerResponse send(Route route, Outgoing outgoing, DataSize bound) {
        Service service = route.service();
        for (Instance instance : upstreams.inTurn(service)) {
            try {
                return attempt(instance, route, outgoing);
            } catch (IOException failure) {
                BoundedBody body = outgoing.body();
                if (body != null && body.isTooLarge()) {
                    return tooLarge(bound);
                }
                if (body != null && body.hasSenderFailed()) {
                    return Refusals.of(
                            HttpStatus.BAD_REQUEST, "BODY_INCOMPLETE", "The body ended before it was complete.");
                }
                if (failure instanceof ConnectionRequestTimeoutException) {
                    return Refusals.of(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "OVERLOADED",
                            "All connections to the " + service.wireName() + " service are in use.");
                }
                boolean neverArrived = isRefusal(failure) && outgoing.isUntouched();
                if (failure instanceof SocketTimeoutException && !neverArrived) {
                    LOG.warn("{} did not answer in time: {}", instance, failure.toString());
                    return Refusals.of(
                            HttpStatus.GATEWAY_TIMEOUT,
                            "UPSTREAM_TIMEOUT",
                            "The " + service.wireName() + " service did not answer in time.");
                }
                upstreams.failed(instance);
                LOG.warn("{} did not answer: {}", instance, failure.toString());
                if (!neverArrived && !outgoing.mayRepeat()) {
                    break;
                }
            }
        }
        return Refusals.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "UPSTREAM_UNAVAILABLE",
                "The " + service.wireName() + " service does not answer.");
    }

    private ServerResponse attempt(Instance instance, Route route, Outgoing outgoing) throws IOException {
        URI uri = java.util.Objects.requireNonNull(outgoing.request().getUri());
        HttpHost host = HttpHost.create(instance.address());
        String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        var request = new HttpUriRequestBase(outgoing.request().getMethod().name(), URI.create(host.toURI() + path));
        outgoing.request()
                .getHeaders()
                .forEach((name, values) -> values.forEach(value -> request.addHeader(name, value)));
        request.setEntity(outgoing.entity());
        HttpClientContext context = HttpClientContext.create();
        context.setRequestConfig(route.upload() ? clients.forUploads() : clients.forRequests());
        ClassicHttpResponse answer = client.executeOpen(host, request, context);
        instance.answered();
        return new StreamedAnswer(answer, headers(answer), request);
    }

    private static HttpHeaders headers(ClassicHttpResponse answer) {
        List<String> connection = Arrays.stream(answer.getHeaders(HttpHeaders.CONNECTION))
                .map(Header::getValue)
                .toList();
        Set<String> named = HeaderRules.named(connection);
        HttpHeaders headers = new HttpHeaders();
        for (Header header : answer.getHeaders()) {
            boolean length = HttpHeaders.CONTENT_LENGTH.equalsIgnoreCase(header.getName());
            // The length is set from the entity, except that a HEAD has a length and no entity.
            boolean passes = HeaderRules.passesToCaller(header.getName(), named)
                    || HeaderRules.setsVisitor(header.getName(), header.getValue());
            if (passes && (!length || answer.getEntity() == null)) {
                headers.add(header.getName(), header.getValue());
            }
        }
        return headers;
    }

    private static boolean isRefusal(IOException failure) {
        return failure instanceof ConnectException
                || failure instanceof ConnectTimeoutException
                || failure instanceof NoRouteToHostException
                || failure instanceof UnknownHostException;
    }

    private static ServerResponse tooLarge(DataSize bound) {
        return Refusals.of(
                HttpStatus.CONTENT_TOO_LARGE,
                "PAYLOAD_TOO_LARGE",
                "The body may have at most " + bound.toBytes() + " bytes.");
    }
}
