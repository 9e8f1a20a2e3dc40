package io.evenreach.gateway.signin;

import io.evenreach.gateway.accounts.Accounts;
import io.evenreach.gateway.limits.RateLimits;
import io.evenreach.gateway.secrets.SecretHasher;
import io.evenreach.gateway.ui.BrowserPolicies;
import io.evenreach.platform.security.Scopes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.authentication.ClientSecretAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which rules hold on which path: OAuth2 endpoints, the sign-in page, the API, and everything a browser may fetch
 * without a token. A path under {@code /api} is closed unless it is named here.
 */
@Configuration(proxyBeanMethods = false)
class FilterChains {

    private static final String[] OPEN_API = {"/api/v1/status"};

    /** Whoever wants to be a guide has no token yet. */
    private static final PathPatternRequestMatcher REGISTRATION =
            PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.POST, "/api/v1/guides");

    /** What guides show to shoppers. */
    private static final String[] OPEN_PAGES = {"/api/v1/guides/*/page", "/api/v1/products/*/page"};

    /** Followed by shoppers: short, and below the base path like everything else. */
    private static final String[] RECOMMENDATIONS = {"/r/*", "/api/v1/r/*"};

    private static final String[] OPEN_HEALTH = {"/actuator/health", "/actuator/health/**"};

    @Bean
    @Order(1)
    SecurityFilterChain oauth2Security(
            HttpSecurity http, SecretHasher hasher, RateLimits limits, BrowserPolicies browser, JwtDecoder decoder) {
        HeldSecretEncoder secrets = new HeldSecretEncoder(hasher);
        http.oauth2AuthorizationServer(server -> {
            http.securityMatcher(server.getEndpointsMatcher());
            // Whoever wants to leave, leaves: also with a hint that has expired.
            server.oidc(oidc -> oidc.logoutEndpoint(logout -> logout.errorResponseHandler(
                    (request, response, refused) -> response.sendRedirect(SignInPage.SIGN_OUT_PATH))));
            server.clientAuthentication(authentication ->
                    authentication.authenticationProviders(providers -> providers.forEach(provider -> {
                        if (provider instanceof ClientSecretAuthenticationProvider bySecret) {
                            bySecret.setPasswordEncoder(secrets);
                        }
                    })));
            server.tokenEndpoint(token ->
                    token.accessTokenRequestConverters(converters -> converters.addFirst(new AllScopesByDefault())));
        });
        return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .oauth2ResourceServer(server -> server.jwt(jwt -> jwt.decoder(decoder)))
                .exceptionHandling(handling -> handling.defaultAuthenticationEntryPointFor(
                        new LoginUrlAuthenticationEntryPoint(SignInPage.PATH), browserNavigation()))
                .headers(browser::forSignIn)
                .addFilterAfter(limits.byAddress(), SecurityContextHolderFilter.class)
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain signInSecurity(
            HttpSecurity http, Accounts accounts, RateLimits limits, BrowserPolicies browser) {
        return http.securityMatcher(SignInPage.PATH, SignInPage.SIGN_OUT_PATH)
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .authenticationProvider(new PasswordSignIn(accounts))
                .formLogin(form -> form.loginPage(SignInPage.PATH).failureHandler(FilterChains::backToTheForm))
                .logout(logout -> logout.logoutRequestMatcher(
                                PathPatternRequestMatcher.withDefaults().matcher(SignInPage.SIGN_OUT_PATH))
                        .logoutSuccessUrl("/"))
                .exceptionHandling(handling -> handling.accessDeniedHandler(
                        // The form was open for longer than its session: it is shown again.
                        (request, response, denied) -> response.sendRedirect(SignInPage.PATH + "?expired")))
                .headers(browser::forSignIn)
                .addFilterAfter(limits.byAddress(), SecurityContextHolderFilter.class)
                .build();
    }

    /** A click needs no token, and one that is sent along is not looked at. */
    @Bean
    @Order(3)
    SecurityFilterChain clickSecurity(HttpSecurity http, RateLimits limits, BrowserPolicies browser) {
        return http.securityMatcher(RECOMMENDATIONS)
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .headers(browser::forPages)
                .addFilterAfter(limits.byClicks(), SecurityContextHolderFilter.class)
                .build();
    }

    /** Replaces the chain a plain service has. */
    @Bean
    @Order(4)
    SecurityFilterChain apiSecurity(
            HttpSecurity http,
            JwtDecoder decoder,
            Standing standing,
            RateLimits limits,
            JsonMapper json,
            AuthenticationEntryPoint unauthenticated,
            AccessDeniedHandler forbidden) {
        return http.securityMatcher("/api/**", "/actuator/**")
                .authorizeHttpRequests(requests -> requests.requestMatchers(OPEN_API)
                        .permitAll()
                        .requestMatchers(REGISTRATION)
                        .permitAll()
                        .requestMatchers(HttpMethod.GET, OPEN_PAGES)
                        .permitAll()
                        .requestMatchers(OPEN_HEALTH)
                        .permitAll()
                        .requestMatchers("/actuator/**")
                        .hasAuthority("SCOPE_" + Scopes.FEED_READ)
                        .anyRequest()
                        .authenticated())
                .oauth2ResourceServer(server -> server.jwt(jwt -> jwt.decoder(decoder))
                        .authenticationEntryPoint(unauthenticated)
                        .accessDeniedHandler(forbidden))
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(unauthenticated).accessDeniedHandler(forbidden))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .addFilterAfter(limits.byRegistrations(REGISTRATION), BearerTokenAuthenticationFilter.class)
                .addFilterAfter(limits.byCaller(), BearerTokenAuthenticationFilter.class)
                .addFilterAfter(new StandingFilter(standing, json), BearerTokenAuthenticationFilter.class)
                .build();
    }

    /** The user interface, the API description and error pages: nothing here changes anything. */
    @Bean
    @Order(5)
    SecurityFilterChain publicSecurity(HttpSecurity http, BrowserPolicies browser) {
        return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .headers(browser::forPages)
                .build();
    }

    private static void backToTheForm(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException refused)
            throws IOException {
        String language = request.getParameter("lang");
        response.sendRedirect(SignInPage.PATH + "?error"
                + ("zh".equals(language) || "en".equals(language) ? "&lang=" + language : ""));
    }

    private static MediaTypeRequestMatcher browserNavigation() {
        MediaTypeRequestMatcher matcher = new MediaTypeRequestMatcher(MediaType.TEXT_HTML);
        matcher.setIgnoredMediaTypes(Set.of(MediaType.ALL));
        return matcher;
    }
}
