package io.evenreach.guidecommerce.books;

/**
 * One line of a posting.
 *
 * @param leg what it is within its posting, once
 * @param amountMinor positive where the platform then owes the account's owner more
 */
public record Entry(String leg, Account account, long amountMinor) {}
