/** Tests of signing in. */
@NullMarked
package io.evenreach.gateway.signin;

import org.jspecify.annotations.NullMarked;
