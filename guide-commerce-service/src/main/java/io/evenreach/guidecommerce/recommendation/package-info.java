/** Links by which guides recommend products, and who followed them; plain records without a domain. */
@NullMarked
package io.evenreach.guidecommerce.recommendation;

import org.jspecify.annotations.NullMarked;
