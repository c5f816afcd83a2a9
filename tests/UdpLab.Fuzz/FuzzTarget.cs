namespace UdpLab.Fuzz;

/// <summary>A parser, intact texts for it, and the errors it documents.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Seeds">Intact texts.</param>
/// <param name="Feed">Parses a text; any other exception than the documented ones is a crash.</param>
/// <param name="Documented">Exceptions that mean: this text is wrong.</param>
internal sealed record FuzzTarget(string Name, byte[][] Seeds, Action<byte[]> Feed, params Type[] Documented)
{
    /// <summary>Parses an input; null if it was read or refused as documented.</summary>
    public Exception? Try(byte[] input)
    {
        try
        {
            Feed(input);
            return null;
        }
        catch (Exception e)
        {
            return Documented.Any(type => type.IsInstanceOfType(e)) ? null : e;
        }
    }
}
