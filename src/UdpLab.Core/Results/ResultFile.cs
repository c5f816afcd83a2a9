using UdpLab.Wire;

namespace UdpLab;

/// <summary>A file that results are written to one by one.</summary>
internal abstract class ResultFile : IDisposable
{
    /// <summary>Opens a file before anything is measured.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="format">Its format.</param>
    /// <param name="append">Keep its contents.</param>
    /// <param name="cancel">Ends the wait for the reader of a FIFO, or for other writers.</param>
    /// <exception cref="LabException">It cannot be written, or contains something else.</exception>
    public static ResultFile Open(string path, ResultFormat format, bool append, CancellationToken cancel) => format switch
    {
        ResultFormat.Csv => new CsvResultFile(path, append, cancel),
        ResultFormat.Parquet => new ParquetResultFile(path, append),
        _ => new JsonResultFile(path, append, cancel),
    };

    /// <summary>The format that a file's name suggests: JSON lines unless it ends in .csv or .parquet.</summary>
    public static ResultFormat FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".CSV" => ResultFormat.Csv,
        ".PARQUET" => ResultFormat.Parquet,
        _ => ResultFormat.Json,
    };

    /// <summary>Adds an object.</summary>
    /// <exception cref="LabException">The format cannot hold it.</exception>
    /// <exception cref="IOException">The disk is full, or failed.</exception>
    public abstract void Add(object value);

    /// <summary>Finishes a file after its last object.</summary>
    public virtual void Complete()
    {
    }

    /// <summary>Closes the file; what was added is kept, however it ends.</summary>
    public abstract void Dispose();

    /// <summary>The table for an object.</summary>
    /// <param name="value">The object.</param>
    /// <param name="begun">The table so far; null if there is none.</param>
    /// <param name="columns">The columns the file already has; null if it has none.</param>
    private protected static FlatShape ShapeFor(object value, FlatShape? begun, IReadOnlyList<string>? columns)
    {
        if (begun is not null && begun.Fits(value))
        {
            return begun;
        }

        FlatShape shape = FlatShape.Of(value);
        return begun is null && (columns is null || shape.Names.SequenceEqual(columns)) ? shape
            : throw new LabException(FailureCode.InvalidArgument, $"A Csv or Parquet file holds objects of one type, here {begun ?? FlatShape.WithColumns(columns!)}, but this is a {shape}: write it to another file, or all of them with -Format Json.", "Format");
    }
}

/// <summary>The formats of Export-LabResult.</summary>
public enum ResultFormat : long
{
    /// <summary>JSON lines: any UdpLab object, complete.</summary>
    Json,

    /// <summary>Comma-separated values: objects of one type, measurements in a fixed set of columns.</summary>
    Csv,

    /// <summary>Apache Parquet: the same columns.</summary>
    Parquet,
}
