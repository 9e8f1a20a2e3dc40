package io.evenreach.platform.security;

import io.evenreach.platform.problem.Problems;
import java.util.List;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every service is a resource server: it checks the token and the scopes itself, whatever stands before it. A service
 * that brings a chain named {@code apiSecurity} replaces this one.
 */
@AutoConfiguration(
        beforeName = {
            "org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration"
        })
class SecurityAutoConfiguration {

    static {
        // The caller comes from the token; the OpenAPI page must not ask for it.
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class);
    }

    @Bean
    @Order(100)
    @ConditionalOnMissingBean(name = "apiSecurity")
    SecurityFilterChain apiSecurity(
            HttpSecurity http,
            JwtDecoder decoder,
            AuthenticationEntryPoint unauthenticated,
            AccessDeniedHandler forbidden) {
        return http.authorizeHttpRequests(
                        requests -> requests.requestMatchers("/actuator/**", "/v3/api-docs/**", "/error")
                                .permitAll()
                                // Which scope a route needs is checked by ScopeGuard, where the route is known.
                                .anyRequest()
                                .permitAll())
                .oauth2ResourceServer(server -> server.jwt(jwt -> jwt.decoder(new RememberedTokens(decoder)))
                        .authenticationEntryPoint(unauthenticated)
                        .accessDeniedHandler(forbidden))
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(unauthenticated).accessDeniedHandler(forbidden))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .build();
    }

    /** A request is observed as a whole; observing each filter it passes costs more than most requests themselves. */
    @Bean
    @ConditionalOnMissingBean
    SecurityObservationSettings securityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    @ConditionalOnMissingBean
    HttpFirewall firewall() {
        return PlainHeaders.firewall();
    }

    @Bean
    @ConditionalOnMissingBean
    BearerTokenResolver bearerTokens() {
        return new HeaderTokens();
    }

    @Bean
    @ConditionalOnMissingBean
    AuthenticationEntryPoint unauthenticated(JsonMapper json) {
        return (request, response, exception) -> {
            response.setHeader("WWW-Authenticate", "Bearer");
            Problems.write(
                    response,
                    json,
                    HttpStatus.UNAUTHORIZED,
                    "UNAUTHENTICATED",
                    "The bearer token is missing, expired or not ours.");
        };
    }

    @Bean
    @ConditionalOnMissingBean
    AccessDeniedHandler forbidden(JsonMapper json) {
        return (request, response, exception) ->
                Problems.write(response, json, HttpStatus.FORBIDDEN, "FORBIDDEN", "You may not do this.");
    }

    @Bean
    ScopeGuard scopeGuard(@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings) {
        return new ScopeGuard(mappings);
    }

    @Bean
    WebMvcConfigurer callerArguments(ObjectProvider<ScopeGuard> guard) {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new Callers());
            }

            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new LazyGuard(guard));
            }
        };
    }

    /** The guard needs the mappings and the mappings need their interceptors; this breaks the circle. */
    private static final class LazyGuard implements org.springframework.web.servlet.HandlerInterceptor {

        private final ObjectProvider<ScopeGuard> guard;

        LazyGuard(ObjectProvider<ScopeGuard> guard) {
            this.guard = guard;
        }

        @Override
        public boolean preHandle(
                jakarta.servlet.http.HttpServletRequest request,
                jakarta.servlet.http.HttpServletResponse response,
                Object handler) {
            return guard.getObject().preHandle(request, response, handler);
        }
    }
}
