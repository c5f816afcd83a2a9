using System.Globalization;

namespace UdpLab;

/// <summary>
/// Reserved disk space for coming measurements: an unnamed file of that size next to the journal, which vanishes with its
/// process. Quotas are respected too, and several sweeps each have their own.
/// </summary>
internal sealed class DiskReserve(string path) : IDisposable
{
    private FileStream? _room;

    /// <summary>Reserves space; keeps a larger reserve if there is one.</summary>
    /// <param name="bytes">The size.</param>
    /// <exception cref="IOException">There is not enough space.</exception>
    public void Hold(long bytes)
    {
        if (_room?.Length >= bytes)
        {
            return;
        }

        Release();
        string folder = Path.GetDirectoryName(path)!;
        if (new DriveInfo(folder).AvailableFreeSpace < bytes)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"fewer than {bytes:N0} bytes are free"));
        }

        string file = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.room");
        try
        {
            _room = new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, PreallocationSize = bytes, Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None });
            _room.SetLength(bytes);
        }
        catch (UnauthorizedAccessException)
        {
            // The journal may be writable and its folder not: then free space has to suffice.
        }
        finally
        {
            if (!OperatingSystem.IsWindows())
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>Returns the space to the disk.</summary>
    public void Release()
    {
        _room?.Dispose();
        _room = null;
    }

    public void Dispose() => Release();
}
