package io.evenreach.gateway;

import io.evenreach.testkit.HttpProbe;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A gateway in this JVM, on a port of its own, over the database of the running test class. */
final class RunningGateway implements AutoCloseable {

    static final String ADMIN = "first.user";
    static final String ADMIN_PASSWORD = "correct horse battery";
    static final String CLIENT = "first-client";
    static final String CLIENT_SECRET = "first+secret/with=odd%characters";

    private final ConfigurableApplicationContext context;
    private final int port;

    private RunningGateway(ConfigurableApplicationContext context) {
        this.context = context;
        this.port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    static RunningGateway start() {
        return start(Map.of());
    }

    static RunningGateway start(Map<String, String> properties) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("server.port", "0");
        all.put("spring.main.banner-mode", "off");
        all.put("evenreach.secrets.bcrypt-strength", "4");
        all.put("evenreach.accounts.first-username", ADMIN);
        all.put("evenreach.accounts.first-password", ADMIN_PASSWORD);
        all.put("evenreach.clients.first-client-id", CLIENT);
        all.put("evenreach.clients.first-client-secret", CLIENT_SECRET);
        all.putAll(properties);
        String[] arguments = all.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
        return new RunningGateway(new SpringApplicationBuilder(GatewayApplication.class).run(arguments));
    }

    int port() {
        return port;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    HttpProbe probe() {
        return HttpProbe.atPort(port);
    }

    /** As the first client, with every scope. */
    HttpProbe asFirstClient() {
        return probe().withToken(Tokens.of(this).ofFirstClient());
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }
}
