/** What guide commerce tells on Kafka of orders and what they earn. */
@NullMarked
package io.evenreach.guidecommerce.sale.messaging;

import org.jspecify.annotations.NullMarked;
