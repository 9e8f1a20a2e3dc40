package io.evenreach.identity.profiles.web;

import io.evenreach.identity.profiles.ClusterSizes;
import io.evenreach.identity.profiles.persistence.ClusterReader;
import io.evenreach.identity.vocabulary.Purpose;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.Operation;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** How big people have become: where stitching joins too much, a few of them are far too big. */
@RestController
class ClustersController {

    private final ClusterReader clusters;

    ClustersController(ClusterReader clusters) {
        this.clusters = clusters;
    }

    @GetMapping("/api/v1/identity/clusters")
    @RequiresScope(Scopes.IDENTITY_READ)
    @Operation(summary = "People by number of identifiers, and the largest of them")
    ClusterSizes clusters(@RequestParam(defaultValue = "ADS") Purpose purpose, Caller caller) {
        if (!caller.isBrand()) {
            throw ProblemException.notFound("list");
        }
        return clusters.sizes(purpose);
    }
}
