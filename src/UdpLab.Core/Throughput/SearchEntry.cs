namespace UdpLab;

/// <summary>A trial as a search filed it.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Point">The point of the grid it counts for, by the load that was offered, or if the generator is unsteady by the one asked for; -1 if it failed.</param>
/// <param name="IsOff">The offered load differed from what was asked by more than the goal width.</param>
internal sealed record SearchEntry(SearchTrial Trial, int Point, bool IsOff);
