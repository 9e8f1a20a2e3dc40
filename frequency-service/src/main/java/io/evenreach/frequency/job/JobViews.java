package io.evenreach.frequency.job;

/** How one kind of job is shown; each feature with jobs brings one. */
public interface JobViews {

    JobKind kind();

    /** The job's wire form, with the feature's own figures. */
    Object view(Job job);
}
