/** How guide commerce is doing in some time; plain queries without a domain. */
@NullMarked
package io.evenreach.guidecommerce.figures;

import org.jspecify.annotations.NullMarked;
