using UdpLab.Wire;

namespace UdpLab;

/// <summary>A perf.data that is copied home: there whole, or not at all.</summary>
internal static class PerfDataFile
{
    /// <summary>Refuses a path that could not be written, before anything is recorded.</summary>
    public static void Check(string path, bool noClobber)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        if (Directory.Exists(path))
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Path {path}: this is a folder; name the file to write, such as {Path.Combine(path, "perf.data")}.", "Path");
        }

        if (!Directory.Exists(folder))
        {
            throw new LabException(FailureCode.NotFound, $"-Path {path}: there is no folder {folder}; make it first.", "Path");
        }

        if (noClobber && File.Exists(path))
        {
            throw new LabException(FailureCode.Busy, $"-Path {path}: the file exists, and -NoClobber keeps it.", "Path");
        }
    }

    public static void Write(string path, Stream data)
    {
        string unfinished = path + ".part";
        try
        {
            using (FileStream file = new(unfinished, FileMode.Create, FileAccess.Write))
            {
                data.CopyTo(file);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException(FailureCode.System, $"-Path {path}: writing it failed: {e.Message}", "Path", e);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
