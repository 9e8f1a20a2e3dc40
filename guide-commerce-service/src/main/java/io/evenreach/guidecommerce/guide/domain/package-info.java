/** What a guide is, free of frameworks. */
@NullMarked
package io.evenreach.guidecommerce.guide.domain;

import org.jspecify.annotations.NullMarked;
