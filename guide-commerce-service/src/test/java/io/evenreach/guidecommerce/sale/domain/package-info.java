@NullMarked
package io.evenreach.guidecommerce.sale.domain;

import org.jspecify.annotations.NullMarked;
