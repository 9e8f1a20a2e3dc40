@NullMarked
package io.evenreach.guidecommerce;

import org.jspecify.annotations.NullMarked;
