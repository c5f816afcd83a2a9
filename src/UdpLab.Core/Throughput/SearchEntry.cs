namespace UdpLab;

/// <summary>A trial as recorded by the search.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Point">The grid point it counts for, by the offered load or, if the generator is unsteady, by the requested one; -1 if it failed.</param>
/// <param name="IsOff">The offered load differed from the request by more than the goal width.</param>
internal sealed record SearchEntry(SearchTrial Trial, int Point, bool IsOff);
