package io.evenreach.gateway.routing;

import io.evenreach.gateway.routing.domain.Instance;
import io.evenreach.gateway.routing.domain.InstanceRing;
import io.evenreach.gateway.routing.domain.Route;
import io.evenreach.gateway.routing.domain.RouteTable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.util.Timeout;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** The front door to the services for the gateway's own questions, and the instances to choose from. */
@Component
public class Upstreams {

    private static final int LARGEST_OWN_ANSWER = 8 * 1024 * 1024;

    private final Map<Service, InstanceRing> rings;
    private final UpstreamClients clients;
    private final CloseableHttpClient client;
    private final Duration avoidFor;

    Upstreams(RoutingProperties properties, UpstreamClients clients) {
        this.rings = Map.of(
                Service.IDENTITY, new InstanceRing(properties.identity()),
                Service.CAMPAIGN, new InstanceRing(properties.campaign()),
                Service.FREQUENCY, new InstanceRing(properties.frequency()),
                Service.GUIDES, new InstanceRing(properties.guides()));
        this.clients = clients;
        this.client = clients.client();
        this.avoidFor = properties.avoidFor();
    }

    /** The 200 answer of the first instance that gives one within the time; empty where none does. */
    public Optional<byte[]> ask(Service service, String path, Duration within) {
        return ring(service).all().stream()
                .flatMap(instance -> ask(instance, path, within).stream())
                .findFirst();
    }

    /** What a service answered to a request of the gateway's own. */
    public record Answer(int status, HttpHeaders headers, byte[] body) {

        public boolean isError() {
            return status >= 500;
        }
    }

    /**
     * Posts something that is harmless to have twice: where an instance does not answer, or fails, the next one is asked.
     *
     * @return the last answer; empty where no instance answered within the time
     */
    public Optional<Answer> post(Service service, String path, HttpHeaders headers, byte[] body, Duration within) {
        Optional<Answer> last = Optional.empty();
        for (Instance instance : inTurn(service)) {
            Optional<Answer> answer = post(instance, path, headers, body, within);
            if (answer.isPresent() && !answer.get().isError()) {
                return answer;
            }
            last = answer.isPresent() ? answer : last;
        }
        return last;
    }

    private Optional<Answer> post(Instance instance, String path, HttpHeaders headers, byte[] body, Duration within) {
        HttpHost host = HttpHost.create(instance.address());
        BasicClassicHttpRequest request = new BasicClassicHttpRequest("POST", host, path);
        headers.forEach((name, values) -> values.forEach(value -> request.addHeader(name, value)));
        request.setEntity(new ByteArrayEntity(body, null));
        try (var answer = client.executeOpen(host, request, within(within))) {
            HttpHeaders answered = new HttpHeaders();
            for (String name : List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.LOCATION, HttpHeaders.RETRY_AFTER)) {
                if (answer.containsHeader(name)) {
                    answered.set(name, answer.getFirstHeader(name).getValue());
                }
            }
            byte[] content = answer.getEntity() == null
                    ? new byte[0]
                    : EntityUtils.toByteArray(answer.getEntity(), LARGEST_OWN_ANSWER);
            return Optional.of(new Answer(answer.getCode(), answered, content));
        } catch (IOException notThere) {
            failed(instance);
            return Optional.empty();
        }
    }

    /** Whose path this is; empty where no service owns it. */
    public static Optional<Service> ownerOf(String path) {
        return RouteTable.routeOf(path).map(Route::service);
    }

    List<Instance> inTurn(Service service) {
        return ring(service).inTurn(System.nanoTime());
    }

    void failed(Instance instance) {
        instance.avoidUntil(System.nanoTime() + avoidFor.toNanos());
        clients.dropIdle();
    }

    private InstanceRing ring(Service service) {
        return java.util.Objects.requireNonNull(rings.get(service));
    }

    private Optional<byte[]> ask(Instance instance, String path, Duration within) {
        HttpHost host = HttpHost.create(instance.address());
        try (var answer = client.executeOpen(host, new BasicClassicHttpRequest("GET", host, path), within(within))) {
            return answer.getCode() == 200
                    ? Optional.of(EntityUtils.toByteArray(answer.getEntity(), LARGEST_OWN_ANSWER))
                    : Optional.empty();
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    private static HttpClientContext within(Duration time) {
        HttpClientContext context = HttpClientContext.create();
        context.setRequestConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.of(time))
                .setResponseTimeout(Timeout.of(time))
                .build());
        return context;
    }
}
