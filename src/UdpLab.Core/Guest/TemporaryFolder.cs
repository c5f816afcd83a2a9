namespace UdpLab;

/// <summary>A folder of this user that is deleted with all it holds.</summary>
/// <param name="prefix">How its name begins.</param>
internal sealed class TemporaryFolder(string prefix) : IDisposable
{
    /// <summary>Its path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory(prefix).FullName;

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What holds it back, or has removed it, is not the guest's business.
        }
    }
}
