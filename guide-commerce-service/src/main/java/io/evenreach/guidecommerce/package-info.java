/** The guide commerce service: guides recommend, shops sell, and what is earned is split, booked and paid. */
@NullMarked
package io.evenreach.guidecommerce;

import org.jspecify.annotations.NullMarked;
