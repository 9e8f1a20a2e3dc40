package io.evenreach.benchmarks.work;

/**
 * One ask of the work.
 *
 * @param stream which stream it belongs to; request ids are unique within one
 * @param request the number of its request; a repeated ask has that of the first
 * @param customer from 0
 * @param channel index in {@link Work#CHANNELS}
 * @param shown whether an exposure follows when it is allowed
 */
public record Item(int stream, long request, int customer, int channel, boolean shown) {

    public String requestId() {
        return stream + "-" + request;
    }

    public String channelName() {
        return Work.CHANNELS.get(channel);
    }

    /** Customer and channel in one number: what the plan is kept for. */
    public long cell() {
        return (long) customer * Work.CHANNELS.size() + channel;
    }
}
