/**
 * The money, free of frameworks: how a sale is split, what becomes of a commission, and postings that balance. Everything
 * here is a value or a table; what is stored, and when, is the business of others.
 */
@NullMarked
package io.evenreach.guidecommerce.books;

import org.jspecify.annotations.NullMarked;
