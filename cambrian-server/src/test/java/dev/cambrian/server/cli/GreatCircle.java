package dev.cambrian.server.cli;

/**
 * What lies between two points of a sphere, by vectors instead of the formulas of the campaigns'
 * specs: the angle is that between two unit vectors, by their cross and dot products. Degrees in,
 * metres and degrees out.
 */
record GreatCircle(double latitude, double longitude, double toLatitude, double toLongitude) {
  private static final double RADIUS = 6_371_008.8;

  double metres() {
    double[] start = vector(latitude, longitude);
    double[] end = vector(toLatitude, toLongitude);
    return RADIUS * Math.atan2(length(cross(start, end)), dot(start, end));
  }

  /** From 0 to 360, clockwise from north: what of the end's vector points to east and to north. */
  double bearing() {
    double[] start = vector(latitude, longitude);
    double[] end = vector(toLatitude, toLongitude);
    double[] north = vector(latitude + 90, longitude);
    double[] east = cross(north, start);
    return (Math.toDegrees(Math.atan2(dot(end, east), dot(end, north))) + 360) % 360;
  }

  /** Latitude and longitude of the sum of both vectors. */
  double[] midpoint() {
    double[] start = vector(latitude, longitude);
    double[] end = vector(toLatitude, toLongitude);
    double[] sum = {start[0] + end[0], start[1] + end[1], start[2] + end[2]};
    return new double[] {
      Math.toDegrees(Math.asin(sum[2] / length(sum))), Math.toDegrees(Math.atan2(sum[1], sum[0]))
    };
  }

  private static double[] vector(double latitude, double longitude) {
    double phi = Math.toRadians(latitude);
    double lambda = Math.toRadians(longitude);
    return new double[] {
      Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)
    };
  }

  private static double[] cross(double[] a, double[] b) {
    return new double[] {
      a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    };
  }

  private static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }

  private static double length(double[] a) {
    return Math.sqrt(dot(a, a));
  }
}
