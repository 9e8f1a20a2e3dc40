package io.evenreach.gateway.ui;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.stereotype.Component;

/** What a browser may do with our pages: nothing from elsewhere, in no frame. */
@Component
public class BrowserPolicies {

    /** Ant Design and Swagger UI write style attributes and style elements, so inline styles have to be allowed. */
    static final String PAGES = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:;"
            + " object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    static final String SIGN_IN = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
            + " base-uri 'none'; frame-ancestors 'none'";

    private static final String PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

    /** For the user interface and the API description. */
    public void forPages(HeadersConfigurer<HttpSecurity> headers) {
        apply(headers, PAGES);
    }

    /** For the sign-in page, which has no scripts. */
    public void forSignIn(HeadersConfigurer<HttpSecurity> headers) {
        apply(headers, SIGN_IN);
    }

    private static void apply(HeadersConfigurer<HttpSecurity> headers, String policy) {
        headers.contentSecurityPolicy(content -> content.policyDirectives(policy))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(permissions -> permissions.policy(PERMISSIONS));
    }
}
