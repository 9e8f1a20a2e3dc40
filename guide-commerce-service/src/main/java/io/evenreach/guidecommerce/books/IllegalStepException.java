package io.evenreach.guidecommerce.books;

/** Something was asked of a commission that cannot happen to it; nothing has been changed. */
public final class IllegalStepException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public IllegalStepException(String message) {
        super(message);
    }
}
