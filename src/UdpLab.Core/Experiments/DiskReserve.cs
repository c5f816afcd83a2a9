namespace UdpLab;

/// <summary>
/// Room on a disk, held for what is going to be measured: an unnamed file of that size next to the journal, which vanishes with
/// its process. It counts quotas too, and several sweeps each have their own.
/// </summary>
internal sealed class DiskReserve(string path) : IDisposable
{
    private FileStream? _room;

    /// <summary>Holds room; more than asked for if it already does.</summary>
    /// <param name="bytes">How much.</param>
    /// <exception cref="IOException">There is not so much.</exception>
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
            throw new IOException($"fewer than {bytes:N0} bytes are free");
        }

        string file = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.room");
        try
        {
            _room = new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, PreallocationSize = bytes, Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None });
            _room.SetLength(bytes);
        }
        catch (UnauthorizedAccessException)
        {
            // The journal may be written and its folder may not: then what is free has to do.
        }
        finally
        {
            if (!OperatingSystem.IsWindows())
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>Gives the room back to the disk.</summary>
    public void Release()
    {
        _room?.Dispose();
        _room = null;
    }

    public void Dispose() => Release();
}
