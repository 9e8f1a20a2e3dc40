/** What callers may do to users and clients of the platform. */
@NullMarked
package io.evenreach.gateway.authority;

import org.jspecify.annotations.NullMarked;
