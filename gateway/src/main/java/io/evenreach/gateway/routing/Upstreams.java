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
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.util.Timeout;
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
        HttpClientContext context = HttpClientContext.create();
        context.setRequestConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.of(within))
                .setResponseTimeout(Timeout.of(within))
                .build());
        try (var answer = client.executeOpen(host, new BasicClassicHttpRequest("GET", host, path), context)) {
            return answer.getCode() == 200
                    ? Optional.of(EntityUtils.toByteArray(answer.getEntity(), LARGEST_OWN_ANSWER))
                    : Optional.empty();
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }
}
