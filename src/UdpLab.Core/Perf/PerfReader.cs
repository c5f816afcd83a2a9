namespace UdpLab;

/// <summary>Reads profiles out of texts.</summary>
internal static class PerfReader
{
    /// <summary>Reads the text of <c>perf script</c>, of any length, as it comes.</summary>
    /// <param name="stream">The text.</param>
    /// <param name="source">Its name in notes and errors.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <returns>A profile for each event.</returns>
    /// <exception cref="PerfTextException">There is no sample in it.</exception>
    public static IReadOnlyList<PerfProfile> ReadScript(Stream stream, string source, CancellationToken cancel) =>
        PerfScriptReader.Read(stream, source, cancel).Make(source);
}
