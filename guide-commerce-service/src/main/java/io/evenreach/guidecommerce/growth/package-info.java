/** How the forest of guides grows: who brought whom, and what that earns; plain records without a domain. */
@NullMarked
package io.evenreach.guidecommerce.growth;

import org.jspecify.annotations.NullMarked;
