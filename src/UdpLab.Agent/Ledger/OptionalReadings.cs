namespace UdpLab.Agent.Ledger;

/// <summary>Optional readings of a measurement: one that fails is reported, and affects nothing else.</summary>
internal sealed class OptionalReadings
{
    /// <summary>What could not be read, each with the reason.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Notes that something could not be read.</summary>
    public void Missing(string what, string why) => Problems.Add($"{what} could not be read: {why.TrimEnd('.')}.");

    /// <summary>The reading; the default if it failed, for whatever reason.</summary>
    /// <param name="what">What is read, as the beginning of a sentence.</param>
    /// <param name="read">Reads it.</param>
    public T? Try<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Missing(what, e.Message);
            return default;
        }
    }
}
