package io.evenreach.gateway.clients;

import io.evenreach.platform.security.Scopes;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** Makes the clients that the environment names before the gateway reports that it is ready. */
@Component
class FirstClient implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(FirstClient.class);

    private static final String GUIDES = "guide-commerce";

    private final Clients clients;
    private final ClientProperties properties;

    FirstClient(Clients clients, ClientProperties properties) {
        this.clients = clients;
        this.properties = properties;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        String guidesSecret = properties.guidesSecret();
        if (guidesSecret != null && !guidesSecret.isBlank()) {
            clients.establish(GUIDES, guidesSecret, List.of(Scopes.IDENTITY_READ));
        }
        String clientId = properties.firstClientId();
        String secret = properties.firstClientSecret();
        if (clientId == null || clientId.isBlank() || secret == null || secret.isBlank()) {
            LOG.info("No first client: EVENREACH_BOOTSTRAP_CLIENT_ID and _SECRET are not both set");
            return;
        }
        clients.establish(clientId, secret, Scopes.all());
    }
}
