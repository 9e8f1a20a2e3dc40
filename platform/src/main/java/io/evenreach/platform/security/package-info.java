/** Bearer tokens, scopes checked on every route, and the caller as an argument. */
@NullMarked
package io.evenreach.platform.security;

import org.jspecify.annotations.NullMarked;
