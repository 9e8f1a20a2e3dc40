/** OAuth2 and OpenID Connect: tokens, their keys, the sign-in page, and which filter chain guards which path. */
@NullMarked
package io.evenreach.gateway.signin;

import org.jspecify.annotations.NullMarked;
