package io.evenreach.platform.problem;

import org.apache.catalina.core.StandardHost;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import tools.jackson.databind.json.JsonMapper;

/** Makes firewall and container speak in problems. */
@Configuration(proxyBeanMethods = false)
class ContainerErrors {

    static final String REJECTED = "The path, a header or a parameter of this request is not acceptable.";

    @Bean
    RequestRejectedHandler rejectedRequests(JsonMapper json) {
        return (request, response, rejected) ->
                Problems.write(response, json, HttpStatus.BAD_REQUEST, "MALFORMED_REQUEST", REJECTED);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemReports() {
        return factory -> factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ProblemReportValve.class.getName());
            }
        });
    }
}
