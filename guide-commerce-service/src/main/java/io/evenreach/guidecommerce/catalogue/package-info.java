/** Merchants, products and commission plans; plain records that are kept as they are sent, without a domain. */
@NullMarked
package io.evenreach.guidecommerce.catalogue;

import org.jspecify.annotations.NullMarked;
