/** Who is whom: this service's own copy of who owns which identifier, and what identity says when it is asked. */
@NullMarked
package io.evenreach.guidecommerce.identity;

import org.jspecify.annotations.NullMarked;
