package io.evenreach.gateway.routing;

import org.springframework.cloud.gateway.server.mvc.handler.GatewayRouterFunctions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** One route for all services: the table knows which. */
@Configuration(proxyBeanMethods = false)
class Routes {

    @Bean
    RouterFunction<ServerResponse> services(RouteHandler handler) {
        return GatewayRouterFunctions.route("services")
                .route(RouteHandler::isOwned, handler)
                .build();
    }
}
