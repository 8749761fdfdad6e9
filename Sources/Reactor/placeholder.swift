import SansIO
