using System.Management.Automation.Host;

namespace UdpLab.Shell;

/// <summary>
/// The terminal as a rectangle. The formatter asks for its width; what only makes sense on a real screen does nothing elsewhere,
/// because scripts call it without checking.
/// </summary>
public sealed class ShellRawUserInterface : PSHostRawUserInterface
{
    private string _title = "UdpLab";

    /// <inheritdoc/>
    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    /// <inheritdoc/>
    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    /// <inheritdoc/>
    public override Size BufferSize { get => WindowSize; set { } }

    /// <inheritdoc/>
    public override Size WindowSize { get => new(Terminal.Width, Terminal.Height); set { } }

    /// <inheritdoc/>
    public override Size MaxWindowSize => WindowSize;

    /// <inheritdoc/>
    public override Size MaxPhysicalWindowSize => WindowSize;

    /// <inheritdoc/>
    public override Coordinates WindowPosition { get => new(0, 0); set { } }

    /// <inheritdoc/>
    public override Coordinates CursorPosition
    {
        get
        {
            if (!Terminal.HasOutput || !Terminal.HasInput)
            {
                return new(0, 0);
            }

            (int left, int top) = Console.GetCursorPosition();
            return new(left, top);
        }

        set
        {
            if (Terminal.HasOutput)
            {
                Console.SetCursorPosition(value.X, value.Y);
            }
        }
    }

    /// <inheritdoc/>
    public override int CursorSize { get => 25; set { } }

    /// <inheritdoc/>
    public override bool KeyAvailable => Terminal.HasInput && Console.KeyAvailable;

    /// <inheritdoc/>
    public override string WindowTitle
    {
        get => _title;
        set
        {
            _title = value;
            if (Terminal.OutputHasColor)
            {
                Console.Title = value;
            }
        }
    }

    /// <inheritdoc/>
    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        if (!Terminal.HasInput)
        {
            throw new HostException("There is no keyboard to read a key from: standard input is not a terminal.");
        }

        ConsoleKeyInfo key = Console.ReadKey(intercept: options.HasFlag(ReadKeyOptions.NoEcho));
        return new((int)key.Key, key.KeyChar, State(key.Modifiers), keyDown: true);
    }

    /// <inheritdoc/>
    public override void FlushInputBuffer()
    {
        while (KeyAvailable)
        {
            Console.ReadKey(intercept: true);
        }
    }

    /// <inheritdoc/>
    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => new BufferCell[0, 0];

    /// <inheritdoc/>
    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill)
    {
    }

    /// <inheritdoc/>
    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents)
    {
    }

    /// <inheritdoc/>
    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
        // Its only practical use is Clear-Host: the whole screen filled with spaces.
        if (Terminal.HasOutput)
        {
            Console.Clear();
        }
    }

    private static ControlKeyStates State(ConsoleModifiers modifiers)
    {
        ControlKeyStates state = 0;
        state |= modifiers.HasFlag(ConsoleModifiers.Alt) ? ControlKeyStates.LeftAltPressed : 0;
        state |= modifiers.HasFlag(ConsoleModifiers.Control) ? ControlKeyStates.LeftCtrlPressed : 0;
        state |= modifiers.HasFlag(ConsoleModifiers.Shift) ? ControlKeyStates.ShiftPressed : 0;
        return state;
    }
}
