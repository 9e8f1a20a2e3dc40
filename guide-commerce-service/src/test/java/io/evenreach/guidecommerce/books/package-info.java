@NullMarked
package io.evenreach.guidecommerce.books;

import org.jspecify.annotations.NullMarked;
